// What the parts of a request's way tell of it for the audit log. A request that nobody audits has none.
import type { UserInfo } from '../request/user.ts'

export interface AuditTrail {
  /** The object that came with the request, decoded and not yet changed. */
  sent(obj: object): void
  /** As whom it goes on. */
  impersonated(user: UserInfo): void
  /** Whether it may, and why. */
  decided(verdict: 'allow' | 'forbid', reason: string): void
  /** A defect of the server ended it. */
  panicked(message: string): void
  /** The connection goes over to another protocol. */
  upgraded(): void
  /** And is over. */
  ended(): void
}
