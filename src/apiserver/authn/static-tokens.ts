// Bearer tokens that were made when the server started: for the parts that run beside it. They are compared by digest,
// so that the time it takes tells nothing of the token.
import { createHash, timingSafeEqual } from 'node:crypto'
import { authenticated, type UserInfo } from '../request/user.ts'
import type { TokenAuthenticator } from './authenticator.ts'

export interface StaticToken {
  readonly token: string
  readonly user: string
  readonly groups: readonly string[]
}

const digest = (token: string) => createHash('sha256').update(token).digest()

export function staticTokens(entries: readonly StaticToken[]): TokenAuthenticator {
  const known = entries.map(({ token, user, groups }) => ({
    digest: digest(token),
    user: authenticated({ name: user, groups }),
  }))
  return {
    authenticate(token) {
      const given = digest(token)
      let found: UserInfo | undefined
      for (const entry of known) if (timingSafeEqual(entry.digest, given)) found = entry.user
      return found
    },
  }
}
