import type { Edge, GraphNode, Spec } from "../model/spec";

const unset = (variable: string): Edge => ({ to: "reception", rule: { all: [{ variable, operator: "COMPARISON_OPERATOR_IS_NOT_SET" }] } });

const person: Edge = {
  to: "reception",
  intent: { name: "person", description: "wants to talk to a person", examples: ["speak to a person", "talk to someone", "the reception please"], digit: "0" },
};

function collect(variable: string, title: string, prompt: string, to: string, x: number, more: Partial<NonNullable<GraphNode["collect"]>> = {}): GraphNode {
  return { id: variable, title, collect: { variable, prompt, ...more }, edges: [unset(variable), { to, otherwise: {} }], position: { x, y: 220 } };
}

const choices = (...values: string[]) => values.map((value) => ({ value }));

export const appointment: Spec = {
  greeting: "Welcome to Sunrise Clinic.",
  variables: [
    { name: "service", type: "VARIABLE_TYPE_CHOICE", description: "The treatment", options: choices("check up", "cleaning", "filling") },
    { name: "day", type: "VARIABLE_TYPE_CHOICE", description: "The day of the appointment", options: choices("monday", "tuesday", "wednesday", "thursday", "friday", "saturday") },
    { name: "time", type: "VARIABLE_TYPE_CHOICE", description: "The time of day", options: choices("morning", "afternoon", "evening") },
    { name: "phone", type: "VARIABLE_TYPE_DIGITS", description: "Where to reach the patient", personal: true },
  ],
  graph: {
    start_node: "help",
    nodes: [
      {
        id: "help",
        title: "How can I help?",
        ask: { prompt: "How can I help you today?", reprompts: ["Sorry, I did not get that. You can book an appointment, ask for our opening hours, or speak to a person."] },
        edges: [
          { to: "service", intent: { name: "book", description: "wants an appointment", examples: ["book an appointment", "make an appointment", "i need an appointment", "i need a {service}"], digit: "1" } },
          { to: "hours", intent: { name: "hours", description: "asks when the clinic is open", examples: ["opening hours", "when are you open"], digit: "2" } },
          person,
          { to: "reception", otherwise: {} },
        ],
        position: { x: 0, y: 220 },
      },
      { id: "hours", title: "Opening hours", say: { text: "We are open from Monday to Saturday, from nine in the morning until seven in the evening." }, edges: [{ to: "help", otherwise: {} }], position: { x: 340, y: 0 } },
      collect("service", "Treatment", "Which treatment would you like? A check up, a cleaning or a filling?", "day", 340, { phrases: ["a {service}", "{service} please", "i need a {service}"] }),
      collect("day", "Day", "On which day would you like to come? We are open from Monday to Saturday.", "time", 680, { phrases: ["on {day}", "{day} please", "next {day}"] }),
      collect("time", "Time of day", "Would you prefer the morning, the afternoon or the evening?", "phone", 1020, { phrases: ["in the {time}", "the {time} please"] }),
      collect("phone", "Phone number", "Please enter your phone number on the keypad, then press the hash key.", "confirm", 1360, { digits: { min_digits: 10, max_digits: 11, terminator: "#", inter_digit_timeout_ms: 5000 } }),
      {
        id: "confirm",
        title: "Is that right?",
        ask: { prompt: "So I have {service}, on {day}, in the {time}. Is that right?" },
        edges: [
          { to: "booked", intent: { name: "yes", examples: ["yes", "yes please", "that is right", "correct"], digit: "1" } },
          { to: "service_again", intent: { name: "no", examples: ["no", "that is wrong"], digit: "2" } },
          { to: "reception", otherwise: {} },
        ],
        position: { x: 1700, y: 220 },
      },
      { id: "service_again", title: "To a person", say: { text: "I am sorry. Let me connect you." }, edges: [{ to: "reception", otherwise: {} }], position: { x: 2040, y: 360 } },
      { id: "booked", title: "Booked", hang_up: { farewell: "Your appointment is booked. Thank you for calling, goodbye.", disposition: "booked" }, edges: [], position: { x: 2040, y: 160 } },
      { id: "reception", title: "To the reception", transfer: { to: "+918000000003", announcement: "One moment please, I will connect you to our reception." }, edges: [], position: { x: 2040, y: 560 } },
    ],
  },
};
