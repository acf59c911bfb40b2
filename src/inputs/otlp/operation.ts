import { cleanName } from './clean-text.js';
import type { SpanFacts } from './span-facts.js';

/** What a server or consumer span did, as few different names as possible: `GET /products/{id}`, `shop.Orders/Place`, `process orders`. */
export function operationOf(span: SpanFacts): string {
  const { semantics: said, name } = span;
  if (said.rpcMethod !== '') {
    const full = said.rpcService === '' || said.rpcMethod.includes('/');
    return cleanName(full ? said.rpcMethod : `${said.rpcService}/${said.rpcMethod}`);
  }
  if (said.method !== '') return cleanName(httpOperation(methodName(said.method), said.route, name));
  if (said.messagingSystem !== '' && said.destination !== '') {
    return cleanName(`${said.messagingOperation || span.kind} ${said.destination}`);
  }
  return name || '(unnamed)';
}

// By the conventions an unknown method is `_OTHER`, and a span without a route is named by its method alone.
function methodName(method: string): string {
  return method === '_OTHER' ? 'HTTP' : method.toUpperCase();
}

function httpOperation(method: string, route: string, name: string): string {
  const path = withoutMethod(route || name, method);
  return path === '' ? method : `${method} ${path}`;
}

// Some routers give their pattern, `GET /products/{id}`, as the route.
function withoutMethod(text: string, method: string): string {
  if (text.toUpperCase() === method) return '';
  return text.startsWith(`${method} `) ? text.slice(method.length + 1) : text;
}
