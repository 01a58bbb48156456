// Which of the server's two authorities signed a client's certificate. OpenSSL only says that one of them did.
import { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'

export interface Authorities {
  readonly client: readonly X509Certificate[]
  readonly requestHeader: readonly X509Certificate[]
}

/** What the peer's certificate proves. */
export interface PeerAuthority {
  readonly client: boolean
  readonly requestHeader: boolean
}

const maxDepth = 8

export function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
  return blocks.map((block) => new X509Certificate(block))
}

/** Of a socket whose certificate has been verified against both. */
export function peerAuthority(socket: TLSSocket, authorities: Authorities): PeerAuthority {
  const leaf = socket.authorized ? socket.getPeerX509Certificate() : undefined
  return {
    client: leaf !== undefined && leadsTo(leaf, authorities.client),
    requestHeader: leaf !== undefined && leadsTo(leaf, authorities.requestHeader),
  }
}

/** Names prove nothing, signatures do: two authorities may bear the same name. */
function leadsTo(leaf: X509Certificate, roots: readonly X509Certificate[]): boolean {
  let current = leaf
  for (let depth = 0; depth < maxDepth; depth++) {
    if (roots.some((root) => isSignedBy(current, root))) return true
    const issuer = current.issuerCertificate
    if (issuer === undefined || issuer.fingerprint256 === current.fingerprint256) return false
    if (!isSignedBy(current, issuer)) return false
    current = issuer
  }
  return false
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}
