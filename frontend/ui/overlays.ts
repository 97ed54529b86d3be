/** What opens over a page, and the libraries that it takes: `overlay.ts` alone loads this file. */
export { ComboboxList } from "./combobox-list";
export { PaletteDialog } from "./command-palette/palette-dialog";
export { DialogBox } from "./dialog-box";
export { MenuCheckItem, MenuItems, MenuItemLabel, MenuItemLine, MenuOneItem, MenuRadioItems } from "./menu-items";
export { SelectBox } from "./select-box";
export { SheetBox } from "./sheet-box";
export { Toasts } from "./toasts";
export { TooltipBubble } from "./tooltip-bubble";
