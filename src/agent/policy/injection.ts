/**
 * Phrases that speak to a model rather than to a team. They only turn a reply into a review, so they may be crude,
 * but ordinary mail must not contain them.
 */
const signs: readonly { name: string; pattern: RegExp }[] = [
  {
    name: 'it asks to ignore instructions',
    pattern:
      /\b(?:ignore|disregard|forget|override|bypass|do not follow|don't follow)\b[^.!?\n]{0,40}\b(?:previous|prior|above|earlier|preceding|system|your|all|any|existing)\b[^.!?\n]{0,30}\b(?:i\w{0,3}structions?|prompts?|rules|guidelines|directives|context|messages?|tasks?)\b/i,
  },
  {
    name: 'it asks to ignore instructions',
    pattern:
      /\b(?:ignorier\w*|vergiss|missachte\w*)\b[^.!?\n]{0,50}\b(?:anweisung|instruktion|regel|vorgabe)|\b(?:ignore[zrs]?|oublie[zr]?|ne tenez pas compte)\b[^.!?\n]{0,50}\b(?:consignes?|instructions?|règles)|\b(?:ignora|ignore|olvida|olvide)\b[^.!?\n]{0,50}\b(?:instrucciones|reglas|istruzioni|regole|instruções|regras)|\b(?:negeer|zignoruj|pomiń)\b[^.!?\n]{0,50}\b(?:instructies|instrukcje|polecenia)/iu,
  },
  {
    name: 'it ignores instructions',
    pattern:
      /(?:忽略|无视|無視)[^。\n]{0,20}(?:指令|指示|提示)|指示を無視|игнорируй\p{L}*[^.\n]{0,40}инструкц/iu,
  },
  {
    name: 'it names a system prompt',
    pattern: /\b(?:system|developer|hidden|initial)[ -]?prompt\b|\bsystem (?:message|instruction)s?\s*:/i,
  },
  {
    name: 'it gives the reader a new role',
    pattern:
      /\byou are (?:now|no longer) (?:a|an|the|in|my|acting|operating)\b[^.\n]{0,60}\b(?:assistant|ai|model|bot|mode|agent|administrator|developer)\b|\b(?:act|behave|respond) as (?:if you (?:are|were) )?(?:an? )?(?:unrestricted|uncensored|jailbroken|dan)\b/i,
  },
  {
    name: 'it speaks to an assistant',
    pattern:
      /\b(?:attention|hey|hello|dear|note to|message to|instructions? (?:to|for)|important for)[,: ]+(?:the |all |any )?(?:ai|a\.i\.|llm|language model|ai (?:assistant|agent|model)|virtual assistant|chatbot|email (?:agent|assistant) ?ai)\b/i,
  },
  {
    name: 'it speaks to an assistant',
    pattern:
      /\b(?:as|if you are|if you're) an? (?:ai|a\.i\.|llm|(?:large )?language model|automated (?:agent|assistant))\b/i,
  },
  {
    name: 'it holds chat markup',
    pattern:
      /<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)\|?>|\[\/?INST\]|<<\/?SYS>>|<\/?(?:system|prompt|instructions?|user_query|assistant)>|#{2,4} ?\(?(?:system|instruction|response|new instructions?)\b/im,
  },
  {
    name: 'it announces new instructions',
    pattern:
      /\b(?:new|updated|urgent|important|revised|additional|special) (?:system )?(?:instructions?|directives?|task) ?(?:for (?:you|the (?:assistant|ai|model|agent)))? ?:|<(?:information|important|instruction)>|\bend of (?:user )?(?:email|mail|message|input|context)s?\b.{0,40}\b(?:begin|start|new)\b/i,
  },
  {
    name: 'it calls a tool',
    pattern:
      /\b(?:call|use|invoke|execute|run|trigger) (?:the )?["'`]?(?:[a-z]+_[a-z_]+|send[- _]?e?mail|tool|function|api tool)["'`]? (?:tool|function|api|with|to)\b|"(?:tool|function|action)_?(?:name|call)?"\s*:\s*"/i,
  },
  {
    name: 'it asks for mail of others',
    pattern:
      /\b(?:e-?mail|send|forward|share|summari[sz]e|copy|exfiltrate|upload|delete)\b[^.!?\n]{0,60}\b(?:all|every|contents? of|unread|received|last (?:\w+ )?)\b[^.!?\n]{0,40}\b(?:e-?mails|mails|inbox|mailbox|conversations?)\b/i,
  },
  {
    name: 'it asks to write to somebody else',
    pattern:
      /\b(?:sends?|write|forwards?|e-?mails?|notif(?:y|ies))\b[^.!?\n]{0,60}\b(?:e-?mail|message|confirmation|note|mail|summary|this|copy|reply)\b[^.!?\n]{0,60}\bto\b[^.!?\n]{0,40}[^\s@]{1,64}@[^\s@]+/i,
  },
  {
    name: 'it dictates the answer',
    pattern:
      /\binclude (?:the following |this )?in (?:your|the) (?:response|reply|answer|output)\b|!\[[^\]\n]{0,100}\]\(https?:/i,
  },
  {
    name: 'it forbids telling',
    pattern:
      /\b(?:do not|don't|never) (?:tell|inform|mention|reveal|notify|show)\b[^.\n]{0,40}\b(?:user|human|owner|anyone|recipient|customer|operator)\b/i,
  },
  {
    name: 'it asks for secrets of the system',
    pattern:
      /\b(?:reveal|print|repeat|output|show|send|tell me|what (?:is|are))\b[^.?\n]{0,40}\b(?:your (?:system |initial |original |full |exact )?(?:prompt|instructions|guidelines|rules)|api[ _-]?keys?|secret key|environment variables)\b/i,
  },
  {
    name: 'it claims to be a confirmation of the owner',
    pattern:
      /\bi am (?:the |your )?(?:owner|developer|administrator|creator) of (?:this|the) (?:system|assistant|bot|agent|ai)\b/i,
  },
];

/** How a text tries to steer a model, for people; undefined for ordinary mail. */
export function injectionSignIn(text: string): string | undefined {
  const plain = text.normalize('NFKC').slice(0, 60_000);
  return signs.find(({ pattern }) => pattern.test(plain))?.name;
}
