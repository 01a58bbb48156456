// IPAddress (networking.k8s.io/v1beta1): the form differs in nothing but its version.
import type { Instance } from '../../../machinery/kind.ts'
import { sameInVersion } from '../../versions.ts'
import { IPAddress } from './ip-address.kind.ts'
export const IPAddressV1beta1 = sameInVersion(IPAddress, 'v1beta1')
export type IPAddressV1beta1 = Instance<typeof IPAddressV1beta1>
