// Says whether a certificate on disk is still good. Uses Node's own reader, so that a start which finds its keys loads no
// certificate library.
import { X509Certificate } from 'node:crypto'
import type { CertificateRequest, KeyPair } from './authority.ts'

/** Share of its lifetime after which a certificate is issued again. */
const renewAfter = 0.7

/** Why a certificate has to be issued again, or undefined while it is good. */
export function renewalReason(
  pair: KeyPair,
  request: CertificateRequest,
  options: { readonly authority: KeyPair; readonly nowMs: number },
): string | undefined {
  let cert: X509Certificate
  try {
    cert = new X509Certificate(pair.cert)
  } catch {
    return 'the file holds no certificate'
  }
  if (!cert.verify(new X509Certificate(options.authority.cert).publicKey))
    return 'another authority signed it'
  const startMs = cert.validFromDate.getTime()
  const lifetime = cert.validToDate.getTime() - startMs
  if (options.nowMs > startMs + lifetime * renewAfter) return 'it is near its end'
  const missing = [
    ...(request.dnsNames ?? []).filter((name) => cert.checkHost(name, { subject: 'never' }) === undefined),
    ...(request.ips ?? []).filter((ip) => cert.checkIP(ip) === undefined),
  ]
  return missing.length > 0 ? `it lacks ${missing.join(', ')}` : undefined
}
