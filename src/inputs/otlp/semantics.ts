/**
 * What the attributes of one span say, by the OpenTelemetry semantic conventions now in force; older names of the same
 * things land in the same place. Missing ones are empty strings, so that every span has the same shape.
 */
export interface Semantics {
  method: string;
  route: string;
  statusCode: number;
  rpcSystem: string;
  rpcService: string;
  rpcMethod: string;
  dbSystem: string;
  dbNamespace: string;
  dbOperation: string;
  dbQuery: string;
  messagingSystem: string;
  destination: string;
  messagingOperation: string;
  serverAddress: string;
  peerService: string;
  /** The address at the other end of the connection. */
  peerAddress: string;
  /** Who asked first, perhaps through proxies. */
  clientAddress: string;
  url: string;
}

/** Nothing said yet. */
export function noSemantics(): Semantics {
  return {
    method: '',
    route: '',
    statusCode: 0,
    rpcSystem: '',
    rpcService: '',
    rpcMethod: '',
    dbSystem: '',
    dbNamespace: '',
    dbOperation: '',
    dbQuery: '',
    messagingSystem: '',
    destination: '',
    messagingOperation: '',
    serverAddress: '',
    peerService: '',
    peerAddress: '',
    clientAddress: '',
    url: '',
  };
}

/** Attribute name -> where its value goes; old names stand beside the new ones. */
export const placeOfAttribute: ReadonlyMap<string, keyof Semantics> = new Map<string, keyof Semantics>([
  ['http.request.method', 'method'],
  ['http.method', 'method'],
  ['http.route', 'route'],
  ['http.response.status_code', 'statusCode'],
  ['http.status_code', 'statusCode'],
  ['rpc.system.name', 'rpcSystem'],
  ['rpc.system', 'rpcSystem'],
  ['rpc.service', 'rpcService'],
  ['rpc.method', 'rpcMethod'],
  ['db.system.name', 'dbSystem'],
  ['db.system', 'dbSystem'],
  ['db.namespace', 'dbNamespace'],
  ['db.name', 'dbNamespace'],
  ['db.operation.name', 'dbOperation'],
  ['db.operation', 'dbOperation'],
  ['db.query.text', 'dbQuery'],
  ['db.statement', 'dbQuery'],
  ['messaging.system', 'messagingSystem'],
  ['messaging.destination.name', 'destination'],
  ['messaging.destination', 'destination'],
  ['messaging.operation.type', 'messagingOperation'],
  ['messaging.operation', 'messagingOperation'],
  ['server.address', 'serverAddress'],
  ['net.peer.name', 'serverAddress'],
  ['peer.service', 'peerService'],
  ['service.peer.name', 'peerService'],
  ['network.peer.address', 'peerAddress'],
  ['net.sock.peer.addr', 'peerAddress'],
  ['net.peer.ip', 'peerAddress'],
  ['client.address', 'clientAddress'],
  ['http.client_ip', 'clientAddress'],
  ['url.full', 'url'],
  ['http.url', 'url'],
]);
