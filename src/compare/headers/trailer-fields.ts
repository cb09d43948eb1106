/** They are in the trailers, or in the head of an answer without a message. */
export const grpcStatusFields = ['grpc-status', 'grpc-message', 'grpc-status-details-bin'] as const;

const grpcStatus: ReadonlySet<string> = new Set(grpcStatusFields);

/** Whether gRPC uses this field to say how a call ended. */
export function isGrpcStatus(name: string): boolean {
  return grpcStatus.has(name);
}

const digest = /^(?:content-digest|repr-digest|digest|content-md5|etag|x-amz-checksum-.*)$/;

/** Whether a field is computed from the bytes of the body, so that it differs whenever they do. */
export function isDigest(name: string): boolean {
  return digest.test(name);
}
