/** A picture of one channel. */
export interface GreyPicture {
  /** Pixels per row. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** Row by row, 0 (black) to 255 (white). */
  readonly pixels: Uint8Array;
}

/** A yes or no per pixel. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  /** Row by row, 1 where the pixel belongs to the mask, otherwise 0. */
  readonly cells: Uint8Array;
}
