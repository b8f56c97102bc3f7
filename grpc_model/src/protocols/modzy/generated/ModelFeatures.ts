// Original file: protos/modzy/model.proto

export interface ModelFeaturesInput {
  adversarial_defense?: boolean;
  batch_size?: number;
  retrainable?: boolean;
  results_format?: string;
  drift_format?: string;
  explanation_format?: string;
}

export interface ModelFeatures {
  adversarial_defense: boolean;
  batch_size: number;
  retrainable: boolean;
  results_format: string;
  drift_format: string;
  explanation_format: string;
}
