import { Server, ServerCredentials } from '@grpc/grpc-js';
import { modzyService } from '../../grpc_model/src/protocols/modzy/definition';
import type { ModzyModelHandlers } from '../../grpc_model/src/protocols/modzy/generated/ModzyModel';

// The raw baseline: grpc-js and proto-loader alone, in one process, with their default options.
const OK = { status_code: 200, status: 'OK' };

const handlers: Pick<ModzyModelHandlers, 'Run' | 'Status'> = {
  Run: ({ request }, callback) =>
    callback(null, {
      ...OK,
      message: 'Inference executed',
      outputs: request.inputs.map(({ input }) => ({ output: { 'results.json': input['data']! }, success: true })),
    }),
  Status: (_, callback) => callback(null, { ...OK, message: 'Model Already Initialized.' }),
};

// Whoever started it is gone.
process.on('disconnect', () => process.exit());

const server = new Server();
server.addService(modzyService, { ...handlers });
const address = `127.0.0.1:${process.env['PSC_MODEL_PORT'] ?? '0'}`;
server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.send?.({ listeningOn: port });
});
