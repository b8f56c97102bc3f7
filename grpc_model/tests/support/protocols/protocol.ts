import type { ModelMetadata } from '../../../src/contract';
import type { ModelRef } from '../../../src/core/model-ref';
import type { Answer, Flags } from '../../../src/test-cases/check-answer';
import type { TestCase } from '../../../src/test-cases/read-test-cases';

/** A model as the cases' author knows it, and how callers name it. */
export interface AskedModel {
  readonly ref: ModelRef;
  readonly metadata: ModelMetadata;
}

/** A way to ask a server: a protocol in one of its encodings. */
export interface Protocol {
  readonly name: string;
  /** Why it cannot carry the case's inputs; undefined when it can. */
  objection(model: AskedModel, testCase: TestCase): string | undefined;
  /** Asks once, with the case's inputs. */
  ask(model: AskedModel, testCase: TestCase, flags: Flags): Promise<Answer>;
  close(): void;
}

/** Where a server's ports are. */
export interface Ports {
  readonly grpc: number;
  readonly http: number;
}
