/** Imports that break a row of the rooms table, as `file -> room`. The list only ever gets shorter. */
export const exceptions: readonly string[] = [
  // The API and the lines draw the reducer's own Snapshot, until they get views of a contract.
  'src/outputs/api/changes.ts -> src/state/',
  'src/outputs/api/client.ts -> src/state/',
  'src/outputs/api/requests.ts -> src/state/',
  'src/outputs/api/server.ts -> src/state/',
  'src/outputs/text/builds.ts -> src/state/',
  'src/outputs/text/going-down.ts -> src/state/',
  'src/outputs/text/paint.ts -> src/state/',
  'src/outputs/text/removal.ts -> src/state/',
  'src/outputs/text/status.ts -> src/state/',
  'src/outputs/text/story.ts -> src/state/',
  'src/outputs/text/summary.ts -> src/state/',
  'src/outputs/text/topology.ts -> src/state/',
  'src/outputs/text/why.ts -> src/state/',
  // What both ends of the API say stands with its server, until it has a room of its own.
  'src/adapters/controller/connect.ts -> src/outputs/api/',
  'src/adapters/controller/spawn.ts -> src/outputs/api/',
  'src/adapters/controller/startup-handshake.ts -> src/outputs/api/',
  'src/adapters/controller/state-dir.ts -> src/outputs/api/',
  'src/inputs/declaration/added-request.ts -> src/outputs/api/',
  'src/inputs/declaration/compose-input.ts -> src/outputs/api/',
  'src/inputs/declaration/declarations.ts -> src/outputs/api/',
  'src/inputs/declaration/explain-failure.ts -> src/outputs/api/',
  'src/inputs/declaration/here.ts -> src/outputs/api/',
  'src/inputs/declaration/up-words.ts -> src/outputs/api/',
];
