import { InvalidInputError, ModelWrapper } from '../../../grpc_model/src/contract';
import type { ModelInput, ModelOutput } from '../../../grpc_model/src/contract';

const ADDRESS = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;

/** Text in, text out: hides the e-mail addresses in a letter. */
export default class AddressHider extends ModelWrapper {
  override async handleDiscreteInput(input: ModelInput): Promise<ModelOutput> {
    // Bytes that are no UTF-8 end here, with a message for the caller.
    const letter = input.text('letter.txt');
    // An empty file is usually a mistake of whoever sent it. Say so, instead of answering with another empty file.
    if (letter.trim() === '') {
      throw new InvalidInputError('The input "letter.txt" is empty; send a text of at least one word.');
    }
    // The name is the one that model.yaml declares. A string is sent as UTF-8.
    return { 'hidden.txt': letter.replace(ADDRESS, '[e-mail]') };
  }
}
