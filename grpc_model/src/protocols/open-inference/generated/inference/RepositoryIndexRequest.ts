// Original file: protos/open-inference/inference.proto

export interface RepositoryIndexRequestInput {
  repository_name?: string;
  /**
   * Only what is ready.
   */
  ready?: boolean;
}

export interface RepositoryIndexRequest {
  repository_name: string;
  /**
   * Only what is ready.
   */
  ready: boolean;
}
