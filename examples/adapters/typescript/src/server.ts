// Serves two small adapters behind voicera.ai.v1: a language model and a voice. Run: npm start -- --address 127.0.0.1:7002

import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { Server, ServerCredentials } from "@grpc/grpc-js";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { HealthImplementation } from "grpc-health-check";

import { CHIMES, synthesize } from "./chimes.js";
import { loadServices } from "./contracts.js";
import { ECHO, generate } from "./echo.js";

const DRAIN_MS = 10_000; // how long calls may go on after the process was told to stop

const { values: options } = parseArgs({
  options: {
    address: { type: "string", default: "127.0.0.1:7002" },
    proto: { type: "string" },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
    "tls-ca": { type: "string" },
  },
});

function listAdapters(_: ServerUnaryCall<object, object>, answer: sendUnaryData<object>): void {
  answer(null, { adapters: [CHIMES, ECHO] }); // by id
}

/** In a mesh with TLS: our certificate, and the authority that Envoy's must come from. */
function credentials(): ServerCredentials {
  const { "tls-cert": cert, "tls-key": key, "tls-ca": ca } = options;
  if (!cert && !key && !ca) return ServerCredentials.createInsecure();
  if (!cert || !key || !ca) throw new Error("--tls-cert, --tls-key and --tls-ca go together");
  const pair = { cert_chain: readFileSync(cert), private_key: readFileSync(key) };
  return ServerCredentials.createSsl(readFileSync(ca), [pair], true);
}

const services = loadServices(options.proto);
const server = new Server();
const health = new HealthImplementation({ "": "SERVING" });
health.addToServer(server);
server.addService(services.AdapterCatalogService, { ListAdapters: listAdapters });
server.addService(services.LanguageModelService, { Generate: generate });
server.addService(services.TextToSpeechService, { Synthesize: synthesize });
server.bindAsync(options.address, credentials(), (error, port) => {
  if (error) throw error;
  console.log(`listening on port ${port}`);
});

function stop(): void {
  health.setStatus("", "NOT_SERVING"); // Envoy sends no further calls
  server.tryShutdown(() => process.exit(0));
  setTimeout(() => process.exit(0), DRAIN_MS);
}

process.once("SIGINT", stop);
process.once("SIGTERM", stop);
