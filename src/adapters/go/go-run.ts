/** How a call of Go ended. */
export interface GoRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly succeeded: boolean;
  readonly cancelled: boolean;
}
