/** Which model, and which version of it, a caller means. */
export interface ModelRef {
  /** The name in the catalog. */
  readonly name: string;
  /** A version as `x.y.z` or as a number, or a label; absent: the default version. */
  readonly version?: string | undefined;
}
