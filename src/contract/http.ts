/**
 * Node's HTTP, without `import`: that reads every export, and by `WebSocket` loads a whole client that nobody here uses
 * (30 ms of each command).
 */
export const http = process.getBuiltinModule('node:http');
