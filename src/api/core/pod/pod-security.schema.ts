// Fields of pod-security in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import {
  bool,
  int64,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const seLinuxOptions = object('io.k8s.api.core.v1.SELinuxOptions', {
  user: opt(1, string),
  role: opt(2, string),
  type: opt(3, string),
  level: opt(4, string),
})
export type SELinuxOptions = TypeOf<typeof seLinuxOptions>

export const windowsSecurityContextOptions = object('io.k8s.api.core.v1.WindowsSecurityContextOptions', {
  gmsaCredentialSpecName: opt(1, string, { pointer: true }),
  gmsaCredentialSpec: opt(2, string, { pointer: true }),
  runAsUserName: opt(3, string, { pointer: true }),
  hostProcess: opt(4, bool, { pointer: true }),
})
export type WindowsSecurityContextOptions = TypeOf<typeof windowsSecurityContextOptions>

export const sysctl = object('io.k8s.api.core.v1.Sysctl', {
  name: req(1, string, { empty: 'zero' }),
  value: req(2, string, { empty: 'zero' }),
})
export type Sysctl = TypeOf<typeof sysctl>

export const seccompProfile = object('io.k8s.api.core.v1.SeccompProfile', {
  type: req(1, oneOf('Unconfined', 'RuntimeDefault', 'Localhost'), { empty: 'zero' }),
  localhostProfile: opt(2, string, { pointer: true }),
})
export type SeccompProfile = TypeOf<typeof seccompProfile>

export const appArmorProfile = object('io.k8s.api.core.v1.AppArmorProfile', {
  type: req(1, oneOf('Unconfined', 'RuntimeDefault', 'Localhost'), { empty: 'zero' }),
  localhostProfile: opt(2, string, { pointer: true }),
})
export type AppArmorProfile = TypeOf<typeof appArmorProfile>

export const podSecurityContext = object('io.k8s.api.core.v1.PodSecurityContext', {
  seLinuxOptions: opt(1, seLinuxOptions, { pointer: true }),
  windowsOptions: opt(8, windowsSecurityContextOptions, { pointer: true }),
  runAsUser: opt(2, int64, { pointer: true }),
  runAsGroup: opt(6, int64, { pointer: true }),
  runAsNonRoot: opt(3, bool, { pointer: true }),
  supplementalGroups: opt(4, list(int64)),
  supplementalGroupsPolicy: opt(12, oneOf('Merge', 'Strict'), {
    pointer: true,
    gates: ['SupplementalGroupsPolicy'],
  }),
  fsGroup: opt(5, int64, { pointer: true }),
  sysctls: opt(7, list(sysctl)),
  fsGroupChangePolicy: opt(9, oneOf('OnRootMismatch', 'Always'), { pointer: true }),
  seccompProfile: opt(10, seccompProfile, { pointer: true }),
  appArmorProfile: opt(11, appArmorProfile, { pointer: true }),
  seLinuxChangePolicy: opt(13, string, { pointer: true, gates: ['SELinuxChangePolicy'] }),
})
export type PodSecurityContext = TypeOf<typeof podSecurityContext>

export const capabilities = object('io.k8s.api.core.v1.Capabilities', {
  add: opt(1, list(string)),
  drop: opt(2, list(string)),
})
export type Capabilities = TypeOf<typeof capabilities>

export const securityContext = object('io.k8s.api.core.v1.SecurityContext', {
  capabilities: opt(1, capabilities, { pointer: true }),
  privileged: opt(2, bool, { pointer: true }),
  seLinuxOptions: opt(3, seLinuxOptions, { pointer: true }),
  windowsOptions: opt(10, windowsSecurityContextOptions, { pointer: true }),
  runAsUser: opt(4, int64, { pointer: true }),
  runAsGroup: opt(8, int64, { pointer: true }),
  runAsNonRoot: opt(5, bool, { pointer: true }),
  readOnlyRootFilesystem: opt(6, bool, { pointer: true }),
  allowPrivilegeEscalation: opt(7, bool, { pointer: true }),
  procMount: opt(9, oneOf('Default', 'Unmasked'), { pointer: true }),
  seccompProfile: opt(11, seccompProfile, { pointer: true }),
  appArmorProfile: opt(12, appArmorProfile, { pointer: true }),
})
export type SecurityContext = TypeOf<typeof securityContext>
