/** A call that failed as a whole has gRPC's own status. Items that fail are answered inside a successful call. */
export { fromGrpcStatus, toGrpcStatus } from '../../transport/grpc/grpc-status';
