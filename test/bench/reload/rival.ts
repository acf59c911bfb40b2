/** Another way of having catalog's newest source answer. */
export interface Rival extends AsyncDisposable {
  readonly name: string;
  /** Where it answers. */
  readonly url: string;
  /** Its own copy of the shop's source. */
  readonly folder: string;
  /** What has to be done by hand after a file was saved. */
  saved(): Promise<void>;
}

/** What catalog needs of the environment around it. */
export interface Surroundings {
  /** A folder that goes with the bench. */
  readonly workFolder: string;
  /** The shop's source; copies are made from it. */
  readonly shop: string;
  /** Variables with which catalog finds Postgres and Redis from this machine. */
  readonly stores: Readonly<Record<string, string>>;
}
