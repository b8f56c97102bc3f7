/**
 * Keeps onnxruntime from reporting its use: since 1.30 it sends events to its maker's servers, and leaves a file in the
 * temporary folder for every process that opens a model. Whoever wants that sets the variable to 0.
 *
 * To be called before onnxruntime is loaded, in the main thread of its process: a thread's environment is a copy.
 */
export function forbidTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] ??= '1';
}
