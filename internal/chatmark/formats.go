package chatmark

import "strings"

// Format is a chat template, or another use of control tokens.
type Format struct {
	Name  string
	Model string   // that the marks are taken from
	Marks []string // in full; those that end in a colon are plain text, that a model was trained to take for the next turn
}

// Formats are the templates that are known. What they do not list, and what looks like it, generic forms find.
var Formats = []Format{
	{"ChatML", "Qwen 2.5, Yi, SmolLM2", marks("<|im_start|> <|im_end|> <|im_sep|> <|endoftext|> <|startoftext|>")},
	{"Qwen", "Qwen3, Qwen2.5-VL", marks(`<tool_call> </tool_call> <tool_response> </tool_response> <think> </think> <|object_ref_start|>
		<|object_ref_end|> <|box_start|> <|box_end|> <|quad_start|> <|quad_end|> <|vision_start|> <|vision_end|> <|vision_pad|> <|image_pad|> <|video_pad|>`)},
	{"Llama 2", "Llama-2-7b-chat, CodeLlama-Instruct", marks("[INST] [/INST] <<SYS>> <</SYS>> <s> </s> <unk>")},
	{"Llama 3", "Llama-3.3-70B-Instruct", marks(`<|begin_of_text|> <|end_of_text|> <|start_header_id|> <|end_header_id|> <|eot_id|> <|eom_id|>
		<|python_tag|> <|finetune_right_pad_id|> <|reserved_special_token_0|>`)},
	{"Llama 4", "Llama-4-Scout-17B-16E-Instruct", marks("<|header_start|> <|header_end|> <|eot|> <|eom|> <|step|> <|image_start|> <|image_end|> <|patch|>")},
	{"Gemma", "gemma-3-27b-it", marks(`<start_of_turn> <end_of_turn> <bos> <eos> <pad> <mask> <unk> <start_of_image> <end_of_image> <image_soft_token>
		[multimodal] <unused0> <unused94> <unused95>`)},
	{"Gemma with channels", "gemma-4", marks("<|turn> <turn|> <|channel> <channel|> <|tool> <tool|> <|tool_call> <tool_call|> <|think|>")},
	{"Mistral", "Mistral-7B-Instruct-v0.3, Codestral, Magistral", marks(`[INST] [/INST] [SYSTEM_PROMPT] [/SYSTEM_PROMPT] [AVAILABLE_TOOLS] [/AVAILABLE_TOOLS]
		[TOOL_CALLS] [TOOL_RESULTS] [/TOOL_RESULTS] [TOOL_CONTENT] [CALL_ID] [ARGS] [THINK] [/THINK] [PREFIX] [MIDDLE] [SUFFIX] [IMG] [IMG_BREAK]
		[IMG_END] [AUDIO] [BEGIN_AUDIO] [TRANSCRIBE] [MODEL_SETTINGS] [/MODEL_SETTINGS] [control_8] <SPECIAL_20>`)},
	{"Phi", "Phi-3-mini, phi-4", marks("<|system|> <|user|> <|assistant|> <|end|> <|im_sep|> <|placeholder1|> <|dummy_0|> <|tool|> <|/tool|> <|tool_call|> <|/tool_call|>")},
	{"DeepSeek", "DeepSeek-V3, DeepSeek-R1", marks(`<｜begin▁of▁sentence｜> <｜end▁of▁sentence｜> <｜▁pad▁｜> <｜User｜> <｜Assistant｜> <|EOT|>
		<｜tool▁calls▁begin｜> <｜tool▁call▁begin｜> <｜tool▁sep｜> <｜tool▁call▁end｜> <｜tool▁calls▁end｜> <｜tool▁outputs▁begin｜> <｜tool▁output▁begin｜>
		<｜tool▁output▁end｜> <｜tool▁outputs▁end｜> <｜place▁holder▁no▁0｜> <think> </think>`)},
	{"DeepSeek, to fill in", "deepseek-coder-6.7b-base", marks("<｜fim▁begin｜> <｜fim▁hole｜> <｜fim▁end｜>")},
	{"Harmony", "gpt-oss-20b", marks("<|start|> <|message|> <|channel|> <|constrain|> <|call|> <|return|> <|end|> <|endofprompt|> <|startoftext|> <|reserved_200000|>")},
	{"Granite", "granite-3.3-8b-instruct", marks("<|start_of_role|> <|end_of_role|> <|tool_call|> <|start_of_cite|> <|end_of_cite|> <|start_of_plugin|> <|end_of_plugin|>")},
	{"Command R", "c4ai-command-r-plus, Command A, Aya", marks(`<BOS_TOKEN> <EOS_TOKEN> <EOP_TOKEN> <PAD> <UNK> <CLS> <SEP> <MASK_TOKEN> <|START_OF_TURN_TOKEN|>
		<|END_OF_TURN_TOKEN|> <|SYSTEM_TOKEN|> <|USER_TOKEN|> <|CHATBOT_TOKEN|> <|YES_TOKEN|> <|NO_TOKEN|> <|START_THINKING|> <|END_THINKING|> <|START_RESPONSE|>
		<|END_RESPONSE|> <|START_ACTION|> <|END_ACTION|> <|START_TOOL_RESULT|> <|END_TOOL_RESULT|> <|EXTRA_0_TOKEN|>`)},
	{"GLM", "glm-4-9b-chat, GLM-4.5", marks(`[gMASK] [sMASK] [MASK] <sop> <eop> <|system|> <|user|> <|assistant|> <|observation|> <|begin_of_image|> <|end_of_image|>
		<|begin_of_video|> <|end_of_video|> <|code_prefix|> <|code_middle|> <|code_suffix|> <think> </think> <arg_key> </arg_key> <arg_value> </arg_value>`)},
	{"Zephyr", "zephyr-7b-beta, TinyLlama, StableLM", marks("<|system|> <|user|> <|assistant|> </s> <|endoftext|>")},
	{"Alpaca", "alpaca, WizardLM, deepseek-coder-instruct, SOLAR", plain("### Instruction:", "### Input:", "### Response:", "### Output:", "### User:", "### Human:",
		"### System:", "### Assistant:")},
	{"Vicuna", "vicuna-13b-v1.5, LLaVA, Orca", plain("USER:", "ASSISTANT:", "SYSTEM:", "HUMAN:")},
	{"People and assistants", "DeepSeek LLM, Claude", plain("Human:", "Assistant:")}, // "User:" is a key in too much code
	{"YandexGPT", "YandexGPT-5-Lite-8B", plain("Пользователь:", "Ассистент:", "[SEP]")},
	{"OpenChat", "openchat-3.5, Starling", append(plain("GPT4 Correct User:", "GPT4 Correct Assistant:", "Code User:", "Code Assistant:"), marks("<|end_of_turn|> <sep>")...)},
	{"StarCoder, to fill in", "starcoder, santacoder", marks("<fim_prefix> <fim_middle> <fim_suffix> <fim_pad> <fim-prefix> <fim-middle> <fim-suffix> <fim-pad>")},
	{"StarCoder", "starcoder2, SmolLM2, granite-code", marks(`<repo_name> <reponame> <file_sep> <filename> <gh_stars> <issue_start> <issue_comment> <issue_closed>
		<jupyter_start> <jupyter_text> <jupyter_code> <jupyter_output> <jupyter_script> <empty_output> <commit_before> <commit_msg> <commit_after> <code_to_intermediate>
		<intermediate_to_code> <pr> <pr_status> <pr_is_merged> <pr_base> <pr_file> <pr_base_code> <pr_diff> <pr_diff_hunk> <pr_comment> <pr_event_id> <pr_review>
		<pr_review_state> <pr_review_comment> <pr_in_reply_to_review_id> <pr_in_reply_to_comment_id> <pr_diff_hunk_comment_line> <NAME> <EMAIL> <KEY> <PASSWORD>`)},
	{"CodeLlama, to fill in", "CodeLlama-7b", marks("<PRE> <SUF> <MID> <EOT> <FILL_ME> <REP> <REPO> ▁<PRE> ▁<SUF> ▁<MID> ▁<EOT>")},
	{"CodeGemma and Qwen Coder, to fill in", "codegemma-7b, Qwen2.5-Coder", marks(`<|fim_prefix|> <|fim_middle|> <|fim_suffix|> <|fim_pad|> <|file_separator|> <|file_sep|>
		<|repo_name|>`)},
	{"InternLM", "internlm-chat-7b, internlm2", marks("<|User|> <|Bot|> <eoh> <eoa> <eosys> <|action_start|> <|action_end|> <|interpreter|> <|plugin|>")},
	{"Kimi", "Kimi-K2, Kimi-VL", marks("<|im_user|> <|im_assistant|> <|im_system|> <|im_middle|> <|tool_calls_section_begin|> [BOS] [EOS] [EOT] [UNK] [PAD] [start_header_id] ◁think▷ ◁/think▷")},
	{"EXAONE", "EXAONE-3.5-7.8B-Instruct", marks("[|system|] [|user|] [|assistant|] [|endofturn|] [BOS] <thought> </thought>")},
	{"Falcon", "falcon-7b, Falcon3", marks(">>TITLE<< >>ABSTRACT<< >>INTRODUCTION<< >>SUMMARY<< >>COMMENT<< >>ANSWER<< >>QUESTION<< >>DOMAIN<< >>PREFIX<< >>SUFFIX<< >>MIDDLE<<")},
	{"MiniMax", "MiniMax-Text-01, MiniMax-M2", marks("<beginning_of_sentence> <end_of_sentence> ]~!b[ ]~b] [e~[ <minimax:tool_call> </minimax:tool_call>")},
	{"Seed and LongCat", "Seed-OSS-36B, LongCat-Flash", marks("<seed:bos> <seed:eos> <seed:think> </seed:think> <longcat_s> <longcat_think> </longcat_think>")},
	{"Baichuan, T5, Nemotron", "Baichuan2-13B-Chat, flan-t5, Nemotron", marks("<reserved_106> <extra_id_0> [extra_id_0] <SPECIAL_10>")},
	{"Ling", "Ling-lite, Bailing", marks("<role> </role>")},
	{"MiniCPM", "MiniCPM-2B-dpo", marks("<用户> <AI>")},
	{"Alfred", "alfred-40b", marks("<start_system> <start_user> <start_assistant> <end_message>")},
	{"CodeLlama of steps", "CodeLlama-70b-Instruct", marks("<step>")},
	{"Images of Ollama", "every model that sees, in Ollama's runner", marks("[img-0] [img-12]")},
}

func marks(list string) []string { return strings.Fields(list) }

func plain(list ...string) []string { return list }
