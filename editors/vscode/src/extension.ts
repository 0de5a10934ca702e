// Starts `reportlint lsp` and gives it the reports, the configurations and the rule files that are open.
import * as vscode from 'vscode';
import { LanguageClient, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

function serverOptions(): ServerOptions {
	const settings = vscode.workspace.getConfiguration('reportlint');
	return {
		command: settings.get<string>('path', 'reportlint'),
		args: ['lsp', ...settings.get<string[]>('arguments', [])],
	};
}

const clientOptions: LanguageClientOptions = {
	documentSelector: [
		{ language: 'plaintext', scheme: 'file' },
		{ language: 'plaintext', scheme: 'untitled' },
		{ language: 'markdown' },
		{ scheme: 'file', pattern: '**/{reportlint.toml,.reportlint.toml,rules/**/*.toml}' },
	],
};

async function start(): Promise<void> {
	client = new LanguageClient('reportlint', 'reportlint', serverOptions(), clientOptions);
	try {
		await client.start();
	} catch (error) {
		const chosen = await vscode.window.showErrorMessage(
			`reportlint cannot be started: ${error instanceof Error ? error.message : String(error)}`,
			'Settings',
		);
		if (chosen) {
			await vscode.commands.executeCommand('workbench.action.openSettings', 'reportlint.path');
		}
	}
}

async function stop(): Promise<void> {
	const old = client;
	client = undefined;
	if (old?.needsStop()) {
		await old.stop();
	}
}

async function restart(): Promise<void> {
	await stop();
	await start();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
	context.subscriptions.push(
		vscode.commands.registerCommand('reportlint.restart', restart),
		vscode.workspace.onDidChangeConfiguration(async (event) => {
			if (event.affectsConfiguration('reportlint.path') || event.affectsConfiguration('reportlint.arguments')) {
				await restart();
			}
		}),
	);
	await start();
}

export function deactivate(): Promise<void> {
	return stop();
}
