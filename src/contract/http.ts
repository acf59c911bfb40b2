/**
 * Node's `http` module. An `import` of it reads every export, and the export `WebSocket` loads a client that Sim does not use, which
 * costs each command 30 ms.
 */
export const http = process.getBuiltinModule('node:http');
