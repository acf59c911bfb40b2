import type { Status } from '../../with-engine/fixtures/status.ts';
import type { Order } from './customer.ts';

/** What is edited and called. */
export interface Subject {
  readonly what: string;
  /** Words of `up`. */
  readonly up: readonly string[];
  /** The service whose own source is edited. */
  readonly service: string;
  /** The file of the service that says `const edition = "0"`. */
  readonly own: string;
  /** A file of a package that several services share, and what it is to say of its edition. */
  readonly shared: { readonly file: string; text(edition: string): string };
  /** Address of the service: it tells `"edition":"<own>/<shared>"`. */
  tells(status: Status): string;
  /** What a customer asks for, the first, the second, and so on. */
  orders(status: Status): Promise<(count: number) => Order>;
}
