import type { ServiceKind } from '../../environment/environment.js';

/** The rank of a kind in the picture: from gateways, where requests enter, down to data stores; tools that only look on come last. */
export function kindRank(kind: ServiceKind): number {
  switch (kind) {
    case 'load':
      return 0;
    case 'gateway':
      return 1;
    case 'service':
    case 'worker':
      return 2;
    case 'database':
    case 'cache':
    case 'queue':
      return 3;
    case 'metrics':
    case 'logs':
    case 'traces':
    case 'tool':
      return 4;
  }
}

/** The likely kind of a node that only spans know, by the protocol of the calls to it. */
export function kindByProtocol(protocol: string): ServiceKind {
  switch (protocol) {
    case 'sql':
    case 'mongodb':
    case 'elasticsearch':
    case 'opensearch':
    case 'cassandra':
      return 'database';
    case 'redis':
    case 'valkey':
    case 'memcached':
      return 'cache';
    case 'messaging':
      return 'queue';
    default:
      return 'service';
  }
}
