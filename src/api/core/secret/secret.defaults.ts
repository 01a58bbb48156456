// What the server makes of a secret as it is sent: plain text becomes data, which is all that is kept.
// Upstream: pkg/apis/core/v1/defaults.go SetDefaults_Secret, conversion.go Convert_v1_Secret_To_core_Secret.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import type { Secret } from './secret.schema.ts'

export function defaultSecret(secret: Mutable<Secret>): void {
  secret.type ??= 'Opaque'
  if (secret.stringData === undefined) return
  const encoded = Object.entries(secret.stringData).map(([key, text]) => [key, base64(text)] as const)
  secret.data = Object.fromEntries([...Object.entries(secret.data ?? {}), ...encoded])
  delete secret.stringData
}

function base64(text: string): string {
  const bytes = new TextEncoder().encode(text)
  let binary = ''
  for (const byte of bytes) binary += String.fromCharCode(byte)
  return btoa(binary)
}
