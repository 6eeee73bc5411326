#!/usr/bin/env perl
# Mojolicious.
use Mojolicious::Lite -signatures;
use List::Util qw(maxstr sum0);
use Mojo::File qw(path);
use Mojo::JSON qw(decode_json);

my $ledger  = decode_json(path($ENV{LEDGER})->slurp);
my %charged = map { $_ => 1 } qw(producer-usage riffusion);
my %received = map { $_ => 1 } qw(grant daily-free);

sub tokens (@events) { return sum0 map { $_->{amount} } @events }

sub groups ($key, @events) {
    my %groups;
    push @{$groups{$key->($_)}}, $_ for @events;
    return \%groups;
}

sub usage_report ($email, @billed) {
    my $rows    = groups(sub ($e) { join "\n", substr($e->{created_at}, 0, 10), $e->{type}, $e->{conversation_id} // '' }, @billed);
    my $types   = groups(sub ($e) { $e->{type} }, @billed);
    my @charged = grep { $charged{$_->{type}} } @billed;
    my $songs   = groups(sub ($e) { $e->{conversation_id} }, grep { defined $_->{conversation_id} } @charged);
    return {
        email  => $email,
        events => [map { event($email, @$_) } map { $rows->{$_} } sort keys %$rows],
        summary => {
            by_type_tokens        => {map { $_ => tokens(@{$types->{$_}}) } keys %$types},
            by_type_credits       => {map { $_ => tokens(@{$types->{$_}}) / 12 } keys %$types},
            total_charged_credits => tokens(@charged) / 12,
            total_received_tokens => tokens(grep { $received{$_->{type}} } @billed),
            per_conversation      => [map { conversation($email, @$_) } map { $songs->{$_} } sort keys %$songs],
        },
    };
}

sub event ($email, @events) {
    my %common = map { $_ => $events[0]{$_} } qw(type conversation_id conversation_title);
    my $day    = substr $events[0]{created_at}, 0, 10;
    my $latest = maxstr map { $_->{created_at} } @events;
    return {%common, amount => tokens(@events), event_at => "${day}T00:00:00", max_created_at => $latest, _account_email => $email};
}

sub conversation ($email, @events) {
    my ($id, $title) = @{$events[0]}{qw(conversation_id conversation_title)};
    return {conversation_id => $id, title => $title, email => $email, tokens => tokens(@events), credits => tokens(@events) / 12};
}

get '/v1/flowmusic/accounts/usage' => sub ($c) {
    my ($token) = ($c->req->headers->authorization // '') =~ /\Abearer (\S+)\z/i;
    my $accounts = $ledger->{$token // ''} or return $c->render(status => 401, json => {error => 'Unauthorized'});
    my $email = $c->param('email') or return $c->render(status => 400, json => {error => 'Parameter email is required'});
    my $events = $accounts->{$email} or return $c->render(status => 404, json => {error => 'Account is not configured'});
    $c->render(json => usage_report($email, @$events));
};

app->mode('production')->start('daemon', '--listen', "http://127.0.0.1:$ENV{PORT}");
