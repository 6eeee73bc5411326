<?php
// The build replaces the generated controller with this one.
declare(strict_types=1);

namespace App\Http\Controllers;

use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;

require_once base_path('../../usage.php');

class AccountsApi extends Controller
{
    public function getAccountUsage(Request $request): JsonResponse
    {
        $ledger = json_decode(file_get_contents(getenv('LEDGER')), true, flags: JSON_THROW_ON_ERROR);
        preg_match('/^bearer (\S+)$/iD', $request->header('Authorization', ''), $match);
        $accounts = $ledger[$match[1] ?? ''] ?? null;
        if ($accounts === null) {
            return response()->json(['error' => 'Unauthorized'], 401);
        }
        $email = $request->query('email');
        if (!is_string($email) || $email === '') {
            return response()->json(['error' => 'Parameter email is required'], 400);
        }
        if (!isset($accounts[$email])) {
            return response()->json(['error' => 'Account is not configured'], 404);
        }
        return response()->json(usage_report($email, $accounts[$email]));
    }
}
