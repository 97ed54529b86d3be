// Serves the dashboard: plain HTTP on loopback, or TLS for nobody but Envoy where the mesh has certificates.
import { readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";

process.chdir(import.meta.dirname);
process.env.NODE_ENV = "production";
process.env.NEXT_TELEMETRY_DISABLED = "1";

const PEER = "envoy.voicera.internal";
const LOOK_AT_CERTIFICATE_MS = 60_000;
/** Longer than Envoy keeps a connection without requests: it never writes to one that is being closed here. */
const KEEP_ALIVE_MS = 3_700_000;
const STOP_MS = 5_000;

const { VOICERA_HTTP_PORT = "3000", VOICERA_BIND_HOST = "127.0.0.1", VOICERA_TLS_CERT_FILE } = process.env;

const { default: next } = await import("next");
const app = next({ dev: false, dir: import.meta.dirname, hostname: VOICERA_BIND_HOST, port: Number(VOICERA_HTTP_PORT) });
await app.prepare();
const handle = app.getRequestHandler();

const server = VOICERA_TLS_CERT_FILE ? secureServer(handle) : createServer(handle);
server.keepAliveTimeout = KEEP_ALIVE_MS;
server.listen(Number(VOICERA_HTTP_PORT), VOICERA_BIND_HOST);

for (const signal of ["SIGTERM", "SIGINT"]) process.once(signal, stop);

function secureServer(listener) {
  const secured = createSecureServer({ ...certificate(), requestCert: true, rejectUnauthorized: true }, listener);
  secured.on("secureConnection", (socket) => {
    const names = socket.getPeerCertificate().subjectaltname?.split(", ") ?? [];
    if (!names.includes(`DNS:${PEER}`)) socket.destroy();
  });
  let shownSince = changedAt();
  setInterval(() => {
    if (changedAt() === shownSince) return;
    shownSince = changedAt();
    secured.setSecureContext(certificate());
  }, LOOK_AT_CERTIFICATE_MS).unref();
  return secured;
}

function certificate() {
  return {
    cert: readFileSync(VOICERA_TLS_CERT_FILE),
    key: readFileSync(process.env.VOICERA_TLS_KEY_FILE),
    ca: readFileSync(process.env.VOICERA_TLS_CA_FILE),
    minVersion: "TLSv1.2",
  };
}

function changedAt() {
  return statSync(VOICERA_TLS_CERT_FILE).mtimeMs;
}

/** Requests under way are answered; connections that only wait are closed. */
function stop() {
  setTimeout(() => process.exit(0), STOP_MS).unref();
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
