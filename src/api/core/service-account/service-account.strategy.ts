// What the server does to service accounts. Upstream: pkg/registry/core/serviceaccount/strategy.go.
import type { Strategy } from '../../../machinery/kind.ts'
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { ServiceAccount } from './service-account.schema.ts'

const mountableAnnotation = 'kubernetes.io/enforce-mountable-secrets'
const mountableText = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets'

export const serviceAccountStrategy: Strategy<ServiceAccount> = {
  prepareForCreate: cleanSecretReferences,
  prepareForUpdate: cleanSecretReferences,
  warnings: (next, old) =>
    isMountable(next) && !isMountable(old)
      ? [`metadata.annotations[${mountableAnnotation}]: ${mountableText}`]
      : [],
}

/** Secrets are named, and nothing else is said of them. */
function cleanSecretReferences(account: Mutable<ServiceAccount>): void {
  if (account.secrets === undefined) return
  account.secrets = account.secrets.map(({ name }) => (name === undefined ? {} : { name }))
}

function isMountable(account: ServiceAccount | undefined): boolean {
  return Object.hasOwn(account?.metadata.annotations ?? {}, mountableAnnotation)
}
