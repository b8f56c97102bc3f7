import type { CallOptions } from './call-options';
import { Fields } from './fields';
import { toNamedModel, type ModelName } from './model-name';
import type { GenerateMessage } from './transport';

export interface GenerateOptions extends CallOptions {
  readonly id?: string;
  /** What the model is told beside the text, for example `max_tokens`. */
  readonly parameters?: Readonly<Record<string, unknown>>;
}

/** A text of a model, or a piece of one. */
export interface GeneratedText {
  readonly modelName: string;
  /** Empty where the server does not tell. */
  readonly modelVersion: string;
  readonly text: string;
  /** The whole answer: servers differ in what else they tell. */
  readonly answer: unknown;
}

export function toGenerateMessage(
  model: ModelName,
  text: string,
  { id, parameters }: GenerateOptions,
): GenerateMessage {
  const body = { ...(id !== undefined && { id }), text_input: text, ...(parameters !== undefined && { parameters }) };
  return { model: toNamedModel(model), body };
}

/** @throws ServingError `internal` when the answer is not what the protocol has */
export function toGeneratedText(answer: unknown): GeneratedText {
  const fields = new Fields(answer, 'the generated text');
  return {
    modelName: fields.text('model_name'),
    modelVersion: fields.text('model_version'),
    text: fields.text('text_output'),
    answer,
  };
}
