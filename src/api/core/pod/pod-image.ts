// What the API server reads out of an image's name. Pulling and normalising names is the kubelet's.
// Upstream: pkg/util/parsers/parsers.go ParseImageName.

const pathPart = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const wellFormed = new RegExp(
  `^(?:[a-zA-Z0-9.\\-\\[\\]:]+/)?${pathPart}(?:/${pathPart})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][\\w.+-]*:[0-9a-fA-F]{32,})?$`,
)

/** True where the tag is `latest`, by name or because there is neither tag nor digest. */
export function isLatestImage(image: string): boolean {
  if (!wellFormed.test(image)) return false
  const digest = image.indexOf('@')
  const name = digest < 0 ? image : image.slice(0, digest)
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1)
  return colon < 0 ? digest < 0 : name.slice(colon + 1) === 'latest'
}
