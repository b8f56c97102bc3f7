/** How data are not the tensor that they are said to be. */
export type ElementsProblem =
  /** They are no JSON. */
  | 'malformed'
  /** An element is none of the datatype. */
  | 'misfit'
  /** Nested otherwise than the shape is. */
  | 'uneven'
  | 'too-many'
  | 'too-few';

/** Data in JSON that cannot be read as a tensor; the message is the end of a sentence about them. */
export class ElementsError extends Error {
  constructor(
    readonly problem: ElementsProblem,
    message: string,
  ) {
    super(message);
  }
}
