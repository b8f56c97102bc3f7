/** @type {import('jest').Config} */
module.exports = {
  // Most tests wait for processes that they have started: one jest worker less than processors would leave one idle.
  maxWorkers: '100%',
  testMatch: [
    '<rootDir>/grpc_model/tests/**/*.test.ts',
    '<rootDir>/model_lib/tests/**/*.test.ts',
    '<rootDir>/bench/**/*.test.ts',
  ],
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
  testEnvironment: '<rootDir>/grpc_model/tests/support/node-environment.ts',
  // Worker processes run the compiled code, so every run compiles what has changed before it tests.
  globalSetup: '<rootDir>/grpc_model/tests/support/compile.ts',
  collectCoverageFrom: ['model_lib/src/**/*.ts', 'model_lib/models/**/*.ts'],
  coverageProvider: 'v8',
  coverageThreshold: { global: { lines: 90 } },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/model_lib/training/'],
  // It bounds what hangs, and nothing else: the slowest machine must not make a test fail.
  testTimeout: 90_000,
};
