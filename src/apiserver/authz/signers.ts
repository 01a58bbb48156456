// May somebody act for a signer of certificates, by its name or by its domain?
// Upstream: plugin/pkg/admission/certificates/util.go.
import type { UserInfo } from '../request/user.ts'
import type { Authorizer } from './authorizer.ts'

export function maySigner(options: {
  readonly authorizer: Authorizer
  readonly user: UserInfo
  readonly verb: 'approve' | 'sign' | 'attest'
  readonly signerName: string
}): boolean {
  const { authorizer, user, verb, signerName } = options
  const domain = signerName.split('/', 1)[0] ?? ''
  return [signerName, `${domain}/*`].some((name) => {
    const { verdict } = authorizer.authorize({
      user,
      verb,
      isResource: true,
      group: 'certificates.k8s.io',
      version: '*',
      resource: 'signers',
      subresource: '',
      namespace: '',
      name,
      path: '',
    })
    return verdict === 'allow'
  })
}
