/** An answer in the Nylas error shape (CONTRACT section 0 and 5.4). */
export class ApiError extends Error {
  override name = 'ApiError';
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string>;

  constructor(status: number, type: string, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

export function invalid(message: string): ApiError {
  return new ApiError(400, 'invalid_request_error', message);
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'not_found_error', `${what} not found`);
}

const types: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'unauthorized',
  402: 'provider_error',
  403: 'forbidden',
  404: 'not_found_error',
  408: 'request_timeout',
  409: 'api.concurrent_idempotent_request',
  413: 'request_too_large',
  422: 'provider_error',
  423: 'api.resource_blocked',
  429: 'rate_limit_error',
  500: 'api.internal_error',
  502: 'api.bad_gateway',
  503: 'service_unavailable',
  504: 'provider_error',
};

/** The `error.type` that usually goes with a status (CONTRACT section 5.4). */
export function typeOf(status: number): string {
  return types[status] ?? 'api_error';
}
