import type { Settings } from './config/settings';
import type { StatisticsSource } from './core/version-statistics';
import type { FurtherHttpListener, FurtherListener } from './listeners';
import { modzyProtocol } from './protocols/modzy';
import { openInferenceGrpc, openInferenceProtocol, openSharedMemory } from './protocols/open-inference';
import type { Serving } from './serving/serving';
import type { GrpcService } from './transport/grpc/grpc-listener';
import type { HttpService } from './transport/http/http-route';

export interface ProtocolsOptions {
  readonly serving: Serving;
  readonly statistics: StatisticsSource;
  /** Whether the server as a whole is ready for calls. */
  readonly isReady: () => boolean;
  readonly settings: Settings;
}

/** Every protocol of the server, and where each may have a listener of its own. */
export interface Protocols {
  readonly grpc: readonly GrpcService[];
  readonly furtherGrpc: readonly FurtherListener[];
  /** What they have over HTTP; what that needs is imported when it is asked for. */
  http(): { readonly data: readonly HttpService[]; readonly further: readonly FurtherHttpListener[] };
  /** Gives back what they hold. */
  close(): void;
}

export function openProtocols({ serving, statistics, isReady, settings }: ProtocolsOptions): Protocols {
  const sharedMemory = openSharedMemory({
    enabled: settings.systemSharedMemory === 'on',
    maxRegions: settings.maxSharedMemoryRegions,
    maxBytes: settings.maxSharedMemoryBytes,
  });
  const modzy = modzyProtocol(serving, settings);
  const openInference = openInferenceProtocol({ serving, statistics, isReady, sharedMemory, settings });
  const forceRawOutputs = settings.openInferenceRawOutputs === 'on';
  const openInferenceOverGrpc = openInferenceGrpc(openInference, { ...settings, forceRawOutputs });
  return {
    grpc: [modzy, openInferenceOverGrpc],
    furtherGrpc: [
      { setting: 'LISTEN_MODZY', address: settings.listenModzy, service: modzy },
      {
        setting: 'LISTEN_OPEN_INFERENCE_GRPC',
        address: settings.listenOpenInferenceGrpc,
        service: openInferenceOverGrpc,
      },
    ],
    http: () => {
      // Not before the gRPC port is open; the model is loading meanwhile.
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      const { openInferenceRest } = require('./protocols/open-inference/rest') as RestModule;
      const overRest = openInferenceRest(openInference, settings);
      const address = settings.listenOpenInferenceRest;
      return {
        data: [overRest],
        further: [{ setting: 'LISTEN_OPEN_INFERENCE_REST', address, services: [overRest] }],
      };
    },
    close: () => sharedMemory.close(),
  };
}

type RestModule = typeof import('./protocols/open-inference/rest');
