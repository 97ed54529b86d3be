import { type Spec, struct } from "../model/spec";

export const concierge: Spec = {
  variables: [
    { name: "caller_name", type: "VARIABLE_TYPE_TEXT", description: "The caller's name", personal: true },
    { name: "wish", type: "VARIABLE_TYPE_TEXT", description: "What the caller wants to be called back about" },
  ],
  graph: {
    start_node: "talk",
    nodes: [
      {
        id: "talk",
        title: "Conversation",
        prompt: {
          instructions: "You answer the phone of Sunrise Clinic. Today is {today}. The clinic is open from Monday to Saturday, from nine until seven. Be brief and friendly. If the caller wants to be called back, ask for their name and what it is about, and note both.",
          opening: "Sunrise Clinic, how can I help you?",
          tools: [
            {
              name: "note_callback",
              description: "Notes who wants to be called back, and what about.",
              parameters: struct({
                type: "object",
                properties: {
                  name: { type: "string", description: "The caller's name" },
                  about: { type: "string", description: "What it is about, in a few words" },
                },
                required: ["name", "about"],
                additionalProperties: false,
              }),
              assigns: { name: "caller_name", about: "wish" },
            },
          ],
          max_turns: 40,
        },
        edges: [
          { to: "reception", intent: { name: "person", description: "The caller wants to talk to a person.", examples: ["speak to a person"], digit: "0" } },
          { to: "goodbye", intent: { name: "done", description: "The caller has no further questions and says goodbye.", examples: ["goodbye", "that is all"] } },
          { to: "goodbye", otherwise: {} },
        ],
        position: { x: 0, y: 80 },
      },
      { id: "reception", title: "To the reception", transfer: { to: "+918000000003", announcement: "One moment please, I will connect you." }, edges: [], position: { x: 380, y: 0 } },
      { id: "goodbye", title: "Goodbye", hang_up: { farewell: "Thank you for calling. Goodbye.", disposition: "answered" }, edges: [], position: { x: 380, y: 220 } },
    ],
  },
};
