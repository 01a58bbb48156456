// Faults of what a container mounts: volumes that exist, paths that are its own.
// Upstream: pkg/apis/core/validation/validation.go ValidateVolumeMounts, ValidateVolumeDevices.
import {
  type FieldError,
  fieldNotFound,
  forbidden,
  invalid,
  notSupported,
  required,
} from '../../../machinery/field-error.ts'
import { checkOptionalEnum, checkRequired } from '../../checks.ts'
import { checkDescendingPath, checkNoBacksteps } from '../paths.validation.ts'
import type { Container } from './pod-container.schema.ts'
import type { VolumeDevice, VolumeMount } from './pod-volumes.schema.ts'
import type { VolumeMap } from './pod-volumes.validation.ts'

type Mounting = Pick<Container, 'volumeMounts' | 'volumeDevices' | 'securityContext'>

export function validateVolumeMounts(container: Mounting, path: string, volumes: VolumeMap): FieldError[] {
  const faults: FieldError[] = []
  const devices = container.volumeDevices ?? []
  const deviceNames = new Set(devices.map((device) => device.name))
  const devicePaths = new Set(devices.map((device) => device.devicePath))
  const seen = new Set<string>()
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    const at = `${path}[${index}]`
    faults.push(...checkRequired(mount.name, `${at}.name`))
    if (!volumes.has(mount.name)) faults.push(fieldNotFound(`${at}.name`, mount.name))
    faults.push(...checkRequired(mount.mountPath, `${at}.mountPath`))
    if (seen.has(mount.mountPath)) faults.push(invalid(`${at}.mountPath`, mount.mountPath, 'must be unique'))
    seen.add(mount.mountPath)
    if (deviceNames.has(mount.name)) {
      faults.push(invalid(`${at}.name`, mount.name, 'must not already exist in volumeDevices'))
    }
    if (devicePaths.has(mount.mountPath)) {
      const text = 'must not already exist as a path in volumeDevices'
      faults.push(invalid(`${at}.mountPath`, mount.mountPath, text))
    }
    faults.push(
      ...checkSubPaths(mount, { at, list: path, isImage: volumes.get(mount.name)?.image !== undefined }),
    )
    faults.push(...checkPropagation(mount, container, `${path}.mountPropagation`))
    faults.push(...checkRecursiveReadOnly(mount, `${path}.recursiveReadOnly`))
  }
  return faults
}

/** Upstream names the list, not the mount, in some of these paths. */
function checkSubPaths(
  mount: VolumeMount,
  { at, list, isImage }: { at: string; list: string; isImage: boolean },
): FieldError[] {
  const { subPath = '', subPathExpr = '' } = mount
  const faults: FieldError[] = []
  if (isImage) {
    const text = 'not allowed in image volume sources'
    if (subPathExpr !== '') faults.push(invalid(`${at}.subPathExpr`, subPathExpr, text))
  }
  if (subPath !== '') faults.push(...checkDescendingPath(subPath, `${list}.subPath`))
  if (subPathExpr === '') return faults
  if (subPath !== '') {
    faults.push(invalid(`${at}.subPathExpr`, subPathExpr, 'subPathExpr and subPath are mutually exclusive'))
  }
  return [...faults, ...checkDescendingPath(subPathExpr, `${list}.subPathExpr`)]
}

function checkPropagation(mount: VolumeMount, container: Mounting, field: string): FieldError[] {
  const faults = checkOptionalEnum(mount.mountPropagation, field, [
    'Bidirectional',
    'HostToContainer',
    'None',
  ])
  if (mount.mountPropagation === 'Bidirectional' && container.securityContext?.privileged !== true) {
    faults.push(
      forbidden(field, 'Bidirectional mount propagation is available only to privileged containers'),
    )
  }
  return faults
}

function checkRecursiveReadOnly(mount: VolumeMount, field: string): FieldError[] {
  const mode = mount.recursiveReadOnly
  if (mode === undefined || mode === 'Disabled') return []
  if (mode !== 'Enabled' && mode !== 'IfPossible') {
    return [notSupported(field, mode, ['Disabled', 'Enabled', 'IfPossible'])]
  }
  const faults: FieldError[] = []
  if (mount.readOnly !== true) faults.push(forbidden(field, 'may only be specified when readOnly is true'))
  if ((mount.mountPropagation ?? 'None') !== 'None') {
    faults.push(forbidden(field, 'may only be specified when mountPropagation is None or not specified'))
  }
  return faults
}

export function validateVolumeDevices(container: Mounting, path: string, volumes: VolumeMap): FieldError[] {
  const faults: FieldError[] = []
  const mounts = container.volumeMounts ?? []
  const mountNames = new Set(mounts.map((mount) => mount.name))
  const mountPaths = new Set(mounts.map((mount) => mount.mountPath))
  const names = new Set<string>()
  const paths = new Set<string>()
  for (const [index, device] of (container.volumeDevices ?? []).entries()) {
    const at = `${path}[${index}]`
    faults.push(...checkDeviceName(device, at, { volumes, names }))
    if (device.devicePath === '') faults.push(required(`${at}.devicePath`))
    if (paths.has(device.devicePath))
      faults.push(invalid(`${at}.devicePath`, device.devicePath, 'must be unique'))
    if (checkNoBacksteps(device.devicePath, path).length > 0) {
      faults.push(invalid(`${at}.devicePath`, device.devicePath, "can not contain backsteps ('..')"))
    } else paths.add(device.devicePath)
    if (mountNames.has(device.name)) {
      faults.push(invalid(`${at}.name`, device.name, 'must not already exist in volumeMounts'))
    }
    if (mountPaths.has(device.devicePath)) {
      const text = 'must not already exist as a path in volumeMounts'
      faults.push(invalid(`${at}.devicePath`, device.devicePath, text))
    }
  }
  return faults
}

function checkDeviceName(
  device: VolumeDevice,
  at: string,
  { volumes, names }: { volumes: VolumeMap; names: Set<string> },
): FieldError[] {
  const faults = checkRequired(device.name, `${at}.name`)
  if (names.has(device.name)) faults.push(invalid(`${at}.name`, device.name, 'must be unique'))
  const source = volumes.get(device.name)
  if (source === undefined) faults.push(fieldNotFound(`${at}.name`, device.name))
  else if (source.persistentVolumeClaim === undefined && source.ephemeral === undefined) {
    const text = 'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
    faults.push(invalid(`${at}.name`, device.name, text))
  }
  if (device.name !== '') names.add(device.name)
  return faults
}
