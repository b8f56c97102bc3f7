export { MetricsCollector, type MetricsSources } from './collector';
export { metricsService } from './metrics-service';
