<?php
// PHP, on its built-in server.
declare(strict_types=1);

require __DIR__ . '/usage.php';

function respond(int $status, array $body): never
{
    http_response_code($status);
    header('Content-Type: application/json');
    echo json_encode($body, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
    exit;
}

if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '/v1/flowmusic/accounts/usage') {
    respond(404, ['error' => 'Not found']);
}
if (!in_array($_SERVER['REQUEST_METHOD'], ['GET', 'HEAD'], true)) {
    header('Allow: GET, HEAD');
    respond(405, ['error' => 'Method not allowed']);
}
$ledger = json_decode(file_get_contents(getenv('LEDGER')), true, flags: JSON_THROW_ON_ERROR);
preg_match('/^bearer (\S+)$/iD', $_SERVER['HTTP_AUTHORIZATION'] ?? '', $match);
$accounts = $ledger[$match[1] ?? ''] ?? respond(401, ['error' => 'Unauthorized']);
$email = $_GET['email'] ?? '';
if (!is_string($email) || $email === '') {
    respond(400, ['error' => 'Parameter email is required']);
}
isset($accounts[$email]) || respond(404, ['error' => 'Account is not configured']);
respond(200, usage_report($email, $accounts[$email]));
