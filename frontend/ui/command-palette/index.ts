export { CommandPalette } from "./palette";
export { type Command, useCommands } from "./registry";
