/** A file that is not read, for the reason that its message gives. */
export class Refused extends Error {
  override name = 'Refused';
}
