// Who makes a request: a client certificate, a bearer token, or nobody. Upstream: apiserver pkg/authentication and
// pkg/endpoints/filters/authentication.go. What a connection proved once is remembered with it.
import type { Clock } from '../../base/clock.ts'
import { unauthorized } from '../../machinery/status-error.ts'
import type { Connection, ServerRequest, VerifiedCertificate } from '../request/exchange.ts'
import { anonymousUser, authenticated, type UserInfo } from '../request/user.ts'
import { requestHeaderUser } from './request-header.ts'
import { webSocketAuthorization } from './websocket-token.ts'

/** What a token means; undefined where it is not this authenticator's. */
export interface TokenAuthenticator {
  authenticate(token: string): Promise<UserInfo | undefined> | UserInfo | undefined
}

export interface Authenticator {
  /** Throws StatusError 401. */
  authenticate(request: ServerRequest): Promise<UserInfo> | UserInfo
}

/** How long a verified token is believed without looking again. */
const tokenMemoryMs = 10_000

interface Memo {
  certificateUser: UserInfo | undefined
  header: string
  headerUser: UserInfo | undefined
  headerUntilMs: number
}

export function createAuthenticator(options: {
  readonly clock: Clock
  readonly tokens: readonly TokenAuthenticator[]
}): Authenticator {
  const { clock, tokens } = options
  return {
    authenticate(request) {
      const { connection } = request
      const header = request.headers.authorization ?? webSocketAuthorization(request.headers)
      const { certificate } = connection
      const named = connection.proxy === undefined ? undefined : requestHeaderUser(request, clock.now())
      if (named !== undefined) return named
      // A certificate that names nobody proves nothing. Upstream: x509.go CommonNameUserConversion.
      if (certificate !== undefined && certificate.commonName !== '')
        return certificateUser(connection, certificate, clock.now())
      if (header !== undefined) return tokenUser(header, connection, { clock, tokens })
      if (connection.certificateFault !== undefined || certificate !== undefined) throw unauthorized()
      return anonymousUser
    },
  }
}

function memoOf(connection: Connection): Memo {
  connection.memo ??= {
    certificateUser: undefined,
    header: '',
    headerUser: undefined,
    headerUntilMs: 0,
  } satisfies Memo
  return connection.memo as Memo
}

/** Upstream: apiserver pkg/authentication/request/x509/x509.go CommonNameUserConversion. */
function certificateUser(connection: Connection, certificate: VerifiedCertificate, nowMs: number): UserInfo {
  if (nowMs > certificate.notAfterMs) throw unauthorized()
  const memo = memoOf(connection)
  memo.certificateUser ??= authenticated({
    name: certificate.commonName,
    groups: certificate.organizations,
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${certificate.fingerprint}`] },
  })
  return memo.certificateUser
}

function tokenUser(
  header: string,
  connection: Connection,
  options: { readonly clock: Clock; readonly tokens: readonly TokenAuthenticator[] },
): UserInfo | Promise<UserInfo> {
  const memo = memoOf(connection)
  if (
    memo.header === header &&
    memo.headerUser !== undefined &&
    options.clock.monotonic() < memo.headerUntilMs
  ) {
    return memo.headerUser
  }
  return verify(header, memo, options)
}

async function verify(
  header: string,
  memo: Memo,
  options: { readonly clock: Clock; readonly tokens: readonly TokenAuthenticator[] },
): Promise<UserInfo> {
  const token = bearerToken(header)
  if (token === undefined) throw unauthorized()
  for (const authenticator of options.tokens) {
    const user = await authenticator.authenticate(token)
    if (user === undefined) continue
    memo.header = header
    memo.headerUser = user
    memo.headerUntilMs = options.clock.monotonic() + tokenMemoryMs
    return user
  }
  throw unauthorized()
}

export function bearerToken(header: string): string | undefined {
  const match = /^bearer +(\S+)$/i.exec(header.trim())
  return match?.[1]
}
