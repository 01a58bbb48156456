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

export const seLinuxOptions = object(
  'io.k8s.api.core.v1.SELinuxOptions',
  {
    user: opt(1, string, { doc: 'User label.' }),
    role: opt(2, string, { doc: 'Role label.' }),
    type: opt(3, string, { doc: 'Type label.' }),
    level: opt(4, string, { doc: 'Level label.' }),
  },
  { doc: 'Labels of SELinux.' },
)
export type SELinuxOptions = TypeOf<typeof seLinuxOptions>

export const windowsSecurityContextOptions = object(
  'io.k8s.api.core.v1.WindowsSecurityContextOptions',
  {
    gmsaCredentialSpecName: opt(1, string, { doc: 'Name of a GMSA credential spec.', pointer: true }),
    gmsaCredentialSpec: opt(2, string, { doc: 'The GMSA credential spec itself.', pointer: true }),
    runAsUserName: opt(3, string, { doc: 'User that the first process runs as.', pointer: true }),
    hostProcess: opt(4, bool, { doc: 'Run on the host itself.', pointer: true }),
  },
  { doc: 'What containers on Windows may do.' },
)
export type WindowsSecurityContextOptions = TypeOf<typeof windowsSecurityContextOptions>

export const sysctl = object(
  'io.k8s.api.core.v1.Sysctl',
  {
    name: req(1, string, { doc: 'Its name.', empty: 'zero' }),
    value: req(2, string, { doc: 'Its value.', empty: 'zero' }),
  },
  { doc: 'A kernel setting.' },
)
export type Sysctl = TypeOf<typeof sysctl>

export const seccompProfile = object(
  'io.k8s.api.core.v1.SeccompProfile',
  {
    type: req(1, oneOf('Unconfined', 'RuntimeDefault', 'Localhost'), {
      doc: 'RuntimeDefault, Unconfined or Localhost.',
      empty: 'zero',
    }),
    localhostProfile: opt(2, string, {
      doc: 'File of the profile on the node, for Localhost.',
      pointer: true,
    }),
  },
  { doc: 'Which system calls are allowed.' },
)
export type SeccompProfile = TypeOf<typeof seccompProfile>

export const appArmorProfile = object(
  'io.k8s.api.core.v1.AppArmorProfile',
  {
    type: req(1, oneOf('Unconfined', 'RuntimeDefault', 'Localhost'), {
      doc: 'Localhost, RuntimeDefault or Unconfined.',
      empty: 'zero',
    }),
    localhostProfile: opt(2, string, {
      doc: 'Name of a profile that is loaded on the node; only with Localhost.',
      pointer: true,
    }),
  },
  { doc: 'An AppArmor profile.' },
)
export type AppArmorProfile = TypeOf<typeof appArmorProfile>

export const podSecurityContext = object(
  'io.k8s.api.core.v1.PodSecurityContext',
  {
    seLinuxOptions: opt(1, seLinuxOptions, { doc: 'SELinux labels of the containers.', pointer: true }),
    windowsOptions: opt(8, windowsSecurityContextOptions, { doc: 'Settings for Windows.', pointer: true }),
    runAsUser: opt(2, int64, {
      doc: "User number of the processes; the image's where absent.",
      pointer: true,
    }),
    runAsGroup: opt(6, int64, { doc: 'Group number of the processes.', pointer: true }),
    runAsNonRoot: opt(3, bool, { doc: 'Refuse to start containers as user 0.', pointer: true }),
    supplementalGroups: opt(4, list(int64), { doc: 'Further groups of the processes.' }),
    supplementalGroupsPolicy: opt(12, oneOf('Merge', 'Strict'), {
      doc: 'Whether groups of the image count as well: Merge (the default) or Strict.',
      pointer: true,
      gates: ['SupplementalGroupsPolicy'],
    }),
    fsGroup: opt(5, int64, { doc: 'Group that owns the volumes.', pointer: true }),
    sysctls: opt(7, list(sysctl), { doc: 'Kernel settings of the pod.' }),
    fsGroupChangePolicy: opt(9, oneOf('OnRootMismatch', 'Always'), {
      doc: "When the owner of a volume's files is changed: Always (the default) or OnRootMismatch.",
      pointer: true,
    }),
    seccompProfile: opt(10, seccompProfile, { doc: 'Which system calls are allowed.', pointer: true }),
    appArmorProfile: opt(11, appArmorProfile, { doc: 'Which AppArmor profile applies.', pointer: true }),
    seLinuxChangePolicy: opt(13, string, {
      doc: 'How volumes get their SELinux label: MountOption or Recursive.',
      pointer: true,
      gates: ['SELinuxChangePolicy'],
    }),
  },
  { doc: 'Safety settings for all containers of a pod.' },
)
export type PodSecurityContext = TypeOf<typeof podSecurityContext>

export const capabilities = object(
  'io.k8s.api.core.v1.Capabilities',
  {
    add: opt(1, list(string), { doc: 'Those to give.' }),
    drop: opt(2, list(string), { doc: 'Those to take away; ALL takes all.' }),
  },
  { doc: 'Capabilities of Linux, such as NET_ADMIN.' },
)
export type Capabilities = TypeOf<typeof capabilities>

export const securityContext = object(
  'io.k8s.api.core.v1.SecurityContext',
  {
    capabilities: opt(1, capabilities, { doc: 'Capabilities to add or to take away.', pointer: true }),
    privileged: opt(2, bool, { doc: 'Run with all rights of the node.', pointer: true }),
    seLinuxOptions: opt(3, seLinuxOptions, { doc: 'SELinux labels of the container.', pointer: true }),
    windowsOptions: opt(10, windowsSecurityContextOptions, { doc: 'Settings for Windows.', pointer: true }),
    runAsUser: opt(4, int64, {
      doc: "User number of the processes; the pod's or the image's where absent.",
      pointer: true,
    }),
    runAsGroup: opt(8, int64, { doc: 'Group number of the processes.', pointer: true }),
    runAsNonRoot: opt(5, bool, { doc: 'Refuse to start the container as user 0.', pointer: true }),
    readOnlyRootFilesystem: opt(6, bool, { doc: 'Mount the image read-only.', pointer: true }),
    allowPrivilegeEscalation: opt(7, bool, {
      doc: 'Whether a process may get more rights than its parent.',
      pointer: true,
    }),
    procMount: opt(9, oneOf('Default', 'Unmasked'), {
      doc: 'How /proc is mounted: Default or Unmasked.',
      pointer: true,
    }),
    seccompProfile: opt(11, seccompProfile, { doc: 'Which system calls are allowed.', pointer: true }),
    appArmorProfile: opt(12, appArmorProfile, { doc: 'Which AppArmor profile applies.', pointer: true }),
  },
  { doc: 'Safety settings of one container.' },
)
export type SecurityContext = TypeOf<typeof securityContext>
