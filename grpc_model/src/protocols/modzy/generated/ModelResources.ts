// Original file: protos/modzy/model.proto

export interface ModelResourcesInput {
  required_ram?: string;
  num_cpus?: number | string;
  num_gpus?: number;
}

export interface ModelResources {
  required_ram: string;
  num_cpus: number;
  num_gpus: number;
}
