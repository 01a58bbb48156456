// A volume that cannot be had now; the message is for the pod's events.

export class VolumeError extends Error {
  override readonly name = 'VolumeError'
}
