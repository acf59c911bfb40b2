import { TestEnvironment } from '../with-engine/fixtures/environment.ts';
import { shopGoOf } from '../with-engine/fixtures/shop-go.ts';
import { urlOf } from '../with-engine/fixtures/status.ts';
import { benchName } from './left-overs.ts';
import { type Comparison, compare } from './pairs.ts';
import type { Setting } from './setting.ts';

const benchmark = {
  subject: 'p99 of logins, sharded lookup: go test -bench Login ./internal/auth',
  against: 'p99 of logins behind one mutex around the query',
};
const traces = {
  subject: "p99 of auth's spans of logins by 80 customers at once, sharded lookup, through Nginx",
  against: "p99 of auth's spans of logins behind one mutex around the query",
};

/** What the cure of auth's lock takes off the slowest logins: by the shop's Go benchmark, and by its traces in an environment. */
export async function* login(setting: Setting): AsyncGenerator<Comparison> {
  await using environment = new TestEnvironment(setting.checkout, benchName('login'));
  await environment.up();
  const status = await environment.status();
  const postgres = new URL(urlOf(status, 'postgres')).host;
  const password = await environment.secret('postgres', 'POSTGRES_PASSWORD');
  const go = await shopGoOf(environment, setting.composeTool, {
    SHOP_TEST_POSTGRES: `postgres://shop:${password}@${postgres}/shop`,
  });
  const attempt = (args: readonly string[], name: string, way: string) => async () =>
    p99Of(await go('-run', '^$', '-bench', `^${name}$/^${way}$`, ...args));
  const alone = (way: string) => attempt(['-benchtime', '5000x', './internal/auth'], 'BenchmarkLogin', way);
  const whole = (way: string) => attempt(['-benchtime', '2x', './internal/endtoend'], 'BenchmarkLogins', way);
  const what = { bench: 'login' };
  yield await compare({ ...what, ...benchmark }, setting.pairs, alone('sharded'), alone('mutex'));
  yield await compare({ ...what, ...traces }, setting.pairs, whole('sharded'), whole('mutex'));
}

/** Of `BenchmarkLogin/mutex-2  5000  1207364 ns/op  3.1 p50-ms  35.8 p99-ms`, the last. */
function p99Of(printed: string): number {
  const [, figure] = /^Benchmark.*\s([\d.]+) p99-ms/m.exec(printed) ?? [];
  if (figure === undefined) throw new Error(`no p99 in what the benchmark printed:\n${printed}`);
  return Number(figure);
}
