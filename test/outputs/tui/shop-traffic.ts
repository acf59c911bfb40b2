import type { TrafficSummary } from '../../../src/inputs/otlp/rates/summary.js';
import { answered, asked } from './shop-story.js';

type Traffic = Omit<TrafficSummary, 'windowMs' | 'dropped'>;

/** A second of the thin shop at five requests. */
export const smallTraffic: Traffic = {
  operations: [
    answered('gateway', 'GET /products/{id}', 4, 8),
    answered('gateway', 'GET /products', 1, 21),
    answered('catalog', 'GET /products/{id}', 4, 5),
    answered('catalog', 'GET /products', 1, 15),
  ],
  edges: [
    asked('loadgen', 'nginx', 'http', 5, 9),
    asked('nginx', 'gateway', 'http', 5, 9),
    asked('gateway', 'catalog', 'http', 5, 6),
    asked('catalog', 'postgres', 'sql', 2, 3),
    asked('catalog', 'redis', 'redis', 9, 0.4),
  ],
};

/** A second of the whole shop, with orders that fail now and then. */
export const wholeTraffic: Traffic = {
  operations: [
    answered('gateway', 'GET /products/{id}', 84, 8),
    answered('gateway', 'POST /orders', 26, 32, 3),
    answered('auth', 'POST /check', 26, 3),
    answered('catalog', 'GET /products/{id}', 110, 5),
    answered('orders', 'POST /orders', 26, 27, 3),
    answered('worker', 'orders.created process', 23, 11),
  ],
  edges: [
    asked('loadgen', 'nginx', 'http', 110, 12),
    asked('nginx', 'gateway', 'http', 110, 12),
    asked('gateway', 'auth', 'http', 26, 4),
    asked('gateway', 'catalog', 'http', 84, 6),
    asked('gateway', 'orders', 'http', 26, 28, 3),
    asked('orders', 'catalog', 'grpc', 26, 5),
    asked('orders', 'postgres', 'sql', 78, 6, 3),
    asked('orders', 'redis', 'redis', 23, 1),
    asked('catalog', 'postgres', 'sql', 12, 4),
    asked('catalog', 'redis', 'redis', 240, 0.4),
    asked('auth', 'postgres', 'sql', 26, 2),
    asked('worker', 'redis', 'redis', 46, 1),
  ],
};
